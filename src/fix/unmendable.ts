/** A template in which this cannot be mended by a change of its text, said in one sentence part. */
export class Unmendable extends Error {}
