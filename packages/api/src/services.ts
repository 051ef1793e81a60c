import type { Engine } from "@turnbolt/core";
import { type AuditSealService, auditSealService } from "./audit/seal-service.ts";
import { type AuditService, auditService } from "./audit/service.ts";
import { createDealer, type Dealer } from "./bulk/dealer.ts";
import { type BulkService, bulkService } from "./bulk/service.ts";
import { type ConnectionService, connectionService } from "./connections/service.ts";
import { type HealthService, healthService, type Self } from "./health/service.ts";
import { type InsightService, insightService } from "./insights/service.ts";
import { type KeyService, keyService } from "./keys/service.ts";
import type { KeyStore } from "./keys/store.ts";
import { type MachineService, machineService } from "./machines/service.ts";
import { type ChannelService, channelService } from "./notifications/channels.ts";
import { type DeliveryService, deliveryService } from "./notifications/deliveries.ts";
import type { Notifier } from "./notifications/store.ts";
import { type ArrivalService, arrivalService } from "./people/arrival-service.ts";
import { type InvitationService, invitationService } from "./people/invitation-service.ts";
import { type MeService, meService } from "./people/me-service.ts";
import { type MemberService, memberService } from "./people/member-service.ts";
import type { PeopleParts } from "./people/parts.ts";
import { type PeopleService, peopleService } from "./people/people-service.ts";
import type { PluginPackage } from "./providers/schema.ts";
import { type ProviderService, providerService } from "./providers/service.ts";
import { type RotationService, rotationService } from "./rotations/service.ts";
import { type RunService, runService } from "./runs/service.ts";
import type { WatchRun } from "./runs/watch.ts";
import { type SecretService, secretService } from "./secrets/service.ts";
import type { ApiStore } from "./store.ts";
import { type EnvironmentService, environmentService } from "./tree/environments.ts";
import { type FolderService, folderService } from "./tree/folders.ts";
import { type ProjectService, projectService } from "./tree/projects.ts";

/** What the services work with. */
export interface Parts {
  readonly engine: Engine;
  readonly store: ApiStore;
  /** Something is due now or soon: on these rotations, or on any; may be lost, the schedule finds it then. */
  readonly wake: (rotationIds: readonly string[]) => void;
  readonly watch: WatchRun;
  /** A request that waits for the end of a run waits at most so long. */
  readonly waitMs: number;
  readonly keys: KeyStore;
  readonly people: PeopleParts;
  readonly notifier: Notifier;
  readonly self: Self;
  /** The package that a plugin came in, by its type; `null` where a program handed it over. */
  readonly packageOf: (type: string) => PluginPackage | null;
  /** Told of what goes wrong in the background, where no request hears of it. */
  readonly onProblem: (error: unknown) => void;
}

/** Everything the product can do; both doors call these. */
export interface Services {
  readonly providers: ProviderService;
  readonly connections: ConnectionService;
  readonly rotations: RotationService;
  readonly runs: RunService;
  readonly insights: InsightService;
  readonly bulk: BulkService;
  /** Deals the commands of bulk jobs; whoever made the services stops it before the store. */
  readonly dealer: Dealer;
  readonly keys: KeyService;
  readonly projects: ProjectService;
  readonly environments: EnvironmentService;
  readonly folders: FolderService;
  readonly secrets: SecretService;
  readonly machines: MachineService;
  readonly audit: AuditService;
  readonly auditSeals: AuditSealService;
  readonly channels: ChannelService;
  readonly deliveries: DeliveryService;
  readonly me: MeService;
  readonly people: PeopleService;
  readonly members: MemberService;
  readonly invitations: InvitationService;
  readonly arrivals: ArrivalService;
  readonly health: HealthService;
}

/** Makes the services over their parts. */
export function createServices(parts: Parts): Services {
  const runs = runService(parts);
  const dealer = createDealer(parts, parts.onProblem);
  const removing = { parts, dealer };
  return {
    runs,
    providers: providerService(parts),
    connections: connectionService(parts),
    rotations: rotationService(parts, runs),
    insights: insightService(parts),
    bulk: bulkService(parts, dealer),
    dealer,
    keys: keyService(parts),
    projects: projectService(removing),
    environments: environmentService(removing),
    folders: folderService(removing),
    secrets: secretService(parts),
    machines: machineService(parts),
    audit: auditService(parts),
    auditSeals: auditSealService(parts),
    channels: channelService(parts),
    deliveries: deliveryService(parts),
    me: meService(parts),
    people: peopleService(parts),
    members: memberService(parts),
    invitations: invitationService(parts),
    arrivals: arrivalService(parts),
    health: healthService(parts),
  };
}
