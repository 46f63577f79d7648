/** How unlike two values are; each in a file of its own, as anyone else's would be. */
@NullMarked
package dev.espalier.describe.likeness;

import org.jspecify.annotations.NullMarked;
