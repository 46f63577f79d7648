/** Files of a zoo: in folders, in zips, behind HTTP; how they are written and checked. */
@NullMarked
package dev.espalier.zoo.store;

import org.jspecify.annotations.NullMarked;
