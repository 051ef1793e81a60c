/** A connected TCP socket of the host. On Node it is a `net.Socket`, to be handed to a client library as such. */
export interface HostSocket {
  destroy(error?: Error): unknown;
}

/** `fetch` options beyond the standard ones. */
export interface HostRequestInit extends RequestInit {
  /** A private CA certificate, PEM, trusted beside the public ones. */
  readonly caCertificate?: string | undefined;
  readonly proxyUrl?: string | undefined;
}

/** A logger scoped to the run; registered secret values are struck from whatever it is given. */
export interface ProviderLog {
  debug(message: string): void;
  info(message: string): void;
  /** Also shown on the run. */
  warn(message: string): void;
}

/**
 * What the host lends a provider for one call. Past the call's deadline no further byte leaves through
 * `fetch` or a `socket`: both look at a monotonic clock before every write, and abort destroys the socket.
 */
export interface Runtime {
  fetch(url: string | URL, init?: HostRequestInit): Promise<Response>;
  /** Opens a TCP connection to an address the host allows. */
  socket(host: string, port: number): Promise<HostSocket>;
  /** The addresses of a host that may be contacted, for client libraries that insist on their own sockets. */
  resolve(host: string): Promise<readonly string[]>;
  /** Aborted at the deadline of the call and at shutdown. */
  readonly signal: AbortSignal;
  readonly log: ProviderLog;
  /** Tells the people who watch how far a long call is. */
  progress(done: number, total?: number): void;
}
