/** How long native memory lives, and who may use it until then. */
@NullMarked
package dev.espalier.compile.life;

import org.jspecify.annotations.NullMarked;
