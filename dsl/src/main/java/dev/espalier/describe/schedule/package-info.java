/** Numbers that change over a stage: learning rates and weights. */
@NullMarked
package dev.espalier.describe.schedule;

import org.jspecify.annotations.NullMarked;
