/**
 * Ready data and ready descriptions.
 *
 * <p>What is shipped inside the jar is listed with its source and licence in {@code ATTRIBUTION.md}
 * beside it. Nothing here uses a network connection.
 */
@NullMarked
package dev.espalier.models;

import org.jspecify.annotations.NullMarked;
