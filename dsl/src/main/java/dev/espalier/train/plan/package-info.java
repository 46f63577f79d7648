/**
 * The language that methods speak: plans, their stages, and what a term of a stage pulls towards.
 *
 * <p>A method is a planner: it turns a checked hierarchy into a {@link
 * dev.espalier.train.plan.Plan}, and never loops over data itself.
 */
@NullMarked
package dev.espalier.train.plan;

import org.jspecify.annotations.NullMarked;
