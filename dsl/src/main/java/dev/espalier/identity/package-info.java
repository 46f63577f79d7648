/** What makes a training the one that it is, as typed keys that can be stored and compared. */
@NullMarked
package dev.espalier.identity;

import org.jspecify.annotations.NullMarked;
