/** What is refused before anything runs: a plan against the hierarchy, and data against both. */
@NullMarked
package dev.espalier.train.checks;

import org.jspecify.annotations.NullMarked;
