/** The entry: describes networks and hierarchies in fluent Java, and checks them. */
@NullMarked
package dev.espalier;

import org.jspecify.annotations.NullMarked;
