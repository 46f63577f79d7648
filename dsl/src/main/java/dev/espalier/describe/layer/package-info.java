/** The layers of a network, one record each. */
@NullMarked
package dev.espalier.describe.layer;

import org.jspecify.annotations.NullMarked;
