/** In place of a validator that compiles code: rjsf mentions it in a helper for its own tests, which is in no bundle. */
export default null;
