import auth0 from "@turnbolt/plugin-auth0";
import awsIam from "@turnbolt/plugin-aws-iam";
import azure from "@turnbolt/plugin-azure";
import ldap from "@turnbolt/plugin-ldap";
import meteroid from "@turnbolt/plugin-meteroid";
import mongodb from "@turnbolt/plugin-mongodb";
import mssql from "@turnbolt/plugin-mssql";
import mysql from "@turnbolt/plugin-mysql";
import okta from "@turnbolt/plugin-okta";
import oracledb from "@turnbolt/plugin-oracledb";
import postgres from "@turnbolt/plugin-postgres";
import redis from "@turnbolt/plugin-redis";

/** The official plugins. Adding one is one import and its two places here. */
export const plugins: readonly [
  typeof auth0,
  typeof awsIam,
  typeof azure,
  typeof ldap,
  typeof meteroid,
  typeof mongodb,
  typeof mssql,
  typeof mysql,
  typeof okta,
  typeof oracledb,
  typeof postgres,
  typeof redis,
] = [auth0, awsIam, azure, ldap, meteroid, mongodb, mssql, mysql, okta, oracledb, postgres, redis];

/** What the sandbox rotates: a pair of accounts of the embedded database's kind. */
export const sandboxProvider: typeof postgres = postgres;
