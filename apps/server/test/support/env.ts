const { PATH = "", HOME = "" } = process.env;

/** All that a process of ours gets of this one's environment. */
export const environment = { PATH, HOME };
