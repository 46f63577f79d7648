/** What a layer is; the layers themselves stand in the rooms inside, one record each. */
@NullMarked
package dev.espalier.describe.layer;

import org.jspecify.annotations.NullMarked;
