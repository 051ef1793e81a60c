/** The part of it that the tests use; the package brings no types. */
declare module "smtp-server" {
  import type { EventEmitter } from "node:events";
  import type { Server } from "node:net";
  import type { Readable } from "node:stream";

  export interface Session {
    readonly secure: boolean;
    readonly user?: string;
    readonly envelope: { readonly rcptTo: readonly { readonly address: string }[] };
  }

  export class SMTPServer extends EventEmitter {
    constructor(options: {
      readonly secure?: boolean;
      readonly key?: string;
      readonly cert?: string;
      readonly disabledCommands?: readonly string[];
      readonly authOptional?: boolean;
      readonly logger?: boolean;
      onAuth?(
        auth: { readonly username: string; readonly password: string },
        session: Session,
        done: (error: Error | null, answer?: { readonly user: string }) => void,
      ): void;
      onRcptTo?(address: { readonly address: string }, session: Session, done: (error?: Error) => void): void;
      onData?(stream: Readable, session: Session, done: (error?: Error | null) => void): void;
    });
    readonly server: Server;
    listen(port: number, host: string, done: () => void): void;
    close(done: () => void): void;
  }
}
