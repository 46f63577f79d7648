package dev.espalier.train.engine;

/** What follows a stage. */
enum StageEnd {
  /** The next stage. */
  GOES_ON,
  /** Nothing: the stage was not kept, and so ends the plan. */
  ENDS_PLAN,
  /** Nothing: the run was cancelled before the stage was done. */
  CUT_SHORT
}
