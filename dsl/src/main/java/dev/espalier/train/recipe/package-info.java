/**
 * With what a hierarchy is trained: data, task, optimiser, epochs, and the conditions around them.
 */
@NullMarked
package dev.espalier.train.recipe;

import org.jspecify.annotations.NullMarked;
