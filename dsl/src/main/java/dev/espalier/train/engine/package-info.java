/** The one engine that runs every stage of every method. */
@NullMarked
package dev.espalier.train.engine;

import org.jspecify.annotations.NullMarked;
