export { available, requireTarget, type TargetName } from "./available.ts";
export { type FaultProxy, faultProxy } from "./fault-proxy.ts";
export { type MariadbTarget, mariadbTarget } from "./mariadb-target.ts";
export { type PostgresTarget, postgresTarget } from "./postgres-target.ts";
export { type RedisTarget, redisTarget } from "./redis-target.ts";
export { freePort } from "./run-server.ts";
export { type Certificate, selfSigned } from "./self-signed.ts";
export type { Target } from "./target.ts";
