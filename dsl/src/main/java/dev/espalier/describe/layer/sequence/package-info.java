/** Layers over sequences, (steps x features), and tokens. */
@NullMarked
package dev.espalier.describe.layer.sequence;

import org.jspecify.annotations.NullMarked;
