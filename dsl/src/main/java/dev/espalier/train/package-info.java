/**
 * Plans, their stages, and the one engine that runs them.
 *
 * <p>A method is a planner: it turns a checked hierarchy into a {@link dev.espalier.train.Plan},
 * and never loops over data itself.
 */
@NullMarked
package dev.espalier.train;

import org.jspecify.annotations.NullMarked;
