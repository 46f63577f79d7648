/**
 * From checked descriptions to networks that compute, on Deep Java Library (DJL) and LibTorch.
 *
 * <p>Native memory begins here: a {@link dev.espalier.compile.CompiledHierarchy} owns the
 * parameters of its networks and frees them when it is closed. What a forward pass makes belongs to
 * the caller, who opens an {@code NDScope} around it.
 */
@NullMarked
package dev.espalier.compile;

import org.jspecify.annotations.NullMarked;
