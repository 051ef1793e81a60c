/** A throw-away server that tests rotate credentials at, and the oracle that says which of them work. */
export interface Target<Admin, Credential> {
  /** Starts the server; everything else is to be used after it. */
  start(): Promise<this>;
  /** How its administrator gets in. */
  readonly admin: Admin;
  /** Logs in over a fresh connection. False is the server's own "no"; when it cannot be asked this throws. */
  canLogin(credential: Credential): Promise<boolean>;
  /** Ends the server and removes its files. The end of this process does the same. */
  stop(): Promise<void>;
}
