/**
 * Immutable descriptions of networks, hierarchies and the guidance between them.
 *
 * <p>Nothing here knows a tensor library: a description can be built, compared, printed and stored
 * anywhere. What needs only one record is validated by that record; what needs two belongs to
 * {@code dev.espalier.check}.
 */
@NullMarked
package dev.espalier.describe;

import org.jspecify.annotations.NullMarked;
