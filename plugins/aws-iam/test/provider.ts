import awsIam from "../src/index.ts";

if (awsIam.phase !== "dual" || awsIam.origin !== "granted") throw new Error("aws-iam is dual and granted");

/** The provider, known to the compiler as one of its corner. */
export const provider = awsIam;
