/** Self-abstraction learning: each network guided by the simpler one before it. */
@NullMarked
package dev.espalier.methods.sal;

import org.jspecify.annotations.NullMarked;
