import type { ToldEvent } from "@turnbolt/core";
import type { Author, Page } from "../store.ts";

/** Where somebody wants to be told, and of what. */
export interface Channel {
  readonly id: string;
  /** `null`: told of every project. */
  readonly projectId: string | null;
  readonly name: string;
  readonly kind: "webhook" | "email" | "slack";
  /** Goes up with each change; its sealed fields are bound to it. */
  readonly version: number;
  readonly config: Readonly<Record<string, unknown>>;
  readonly sealed: Readonly<Record<string, Uint8Array>>;
  /** `ToldEvent`s. */
  readonly events: string[];
  /** `null`: of every type. */
  readonly rotationTypes: string[] | null;
  /** Slugs; `null`: of every environment. */
  readonly environments: string[] | null;
  readonly isEnabled: boolean;
}

/** A channel as people see it. */
export interface StoredChannel extends Channel {
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** The newest delivery. */
  readonly last: { readonly state: string; readonly at: Date } | null;
}

/** One try to tell. */
export interface DeliveryAttempt {
  readonly at: Date;
  readonly durationMs: number;
  /** What an HTTP server answered. */
  readonly status: number | null;
  /** `null`: it was taken. */
  readonly error: string | null;
}

/** One event on its way to one channel. */
export interface Delivery {
  /** What a receiver tells repetitions by. */
  readonly id: string;
  readonly channelId: string;
  /** A `ToldEvent`, or `test`. */
  readonly event: string;
  /** When it happened. */
  readonly at: Date;
  /** Names, numbers and words; never a value. */
  readonly payload: Readonly<Record<string, unknown>>;
  readonly rotationId: string | null;
  readonly state: "waiting" | "delivered" | "given-up";
  readonly tries: number;
  readonly nextAt: Date;
  readonly sender: string | null;
  readonly attempts: readonly DeliveryAttempt[];
  readonly createdAt: Date;
  readonly endedAt: Date | null;
}

/** A delivery in the hands of one sender for a while. */
export interface ClaimedDelivery {
  readonly delivery: Delivery;
  readonly channel: Channel;
}

/** What the services need of a database for notifications. Every change writes its audit row in its own transaction. */
export interface NotificationStore {
  readonly channels: {
    /** By name; `"all"` includes those of the whole installation. */
    list(query: {
      readonly projects: "all" | readonly string[];
      readonly limit: number;
      readonly cursor?: string | undefined;
    }): Promise<Page<StoredChannel>>;
    find(id: string): Promise<StoredChannel | null>;
    create(channel: Channel, author: Author): Promise<void>;
    /** One that is switched off lets go of what waits. `false`: somebody was quicker. */
    update(channel: Channel, fromVersion: number, author: Author): Promise<boolean>;
    /** With its deliveries. */
    remove(id: string, author: Author): Promise<void>;
  };
  readonly deliveries: {
    /** The newest first. */
    list(query: {
      readonly channelId: string;
      readonly state?: Delivery["state"] | undefined;
      readonly limit: number;
      readonly cursor?: string | undefined;
    }): Promise<Page<Delivery>>;
    find(id: string): Promise<Delivery | null>;
    /** A delivery that says no more than that the channel works, in the hands of this sender. */
    test(channel: Channel, owner: string, author: Author): Promise<ClaimedDelivery>;
    /** The same delivery once more, in the hands of this sender; `null` while somebody sends it. */
    again(id: string, owner: string, author: Author): Promise<ClaimedDelivery | null>;
  };
}

/** Sends what a person asked for, in this process and at once. */
export interface Notifier {
  /** Who takes deliveries here. */
  readonly owner: string;
  /** Whether e-mail can be sent by channels that have no server of their own. */
  readonly canMail: boolean;
  /** Sends, and writes down what came of it. Never throws for what the receiver does. */
  send(claimed: ClaimedDelivery): Promise<void>;
}

export type { ToldEvent };
