/** Distillation: networks that learn from the answers and hidden values of others. */
@NullMarked
package dev.espalier.methods.distillation;

import org.jspecify.annotations.NullMarked;
