/** A bind at a directory. */
export interface DirectoryLogin {
  readonly dn: string;
  readonly password: string;
}
