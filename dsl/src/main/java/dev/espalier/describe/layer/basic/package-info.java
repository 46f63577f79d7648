/** Layers for values of any meaning: maps, shapes, dropout. */
@NullMarked
package dev.espalier.describe.layer.basic;

import org.jspecify.annotations.NullMarked;
