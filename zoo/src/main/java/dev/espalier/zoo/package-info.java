/**
 * Publishes trained networks to a DJL model zoo, and opens what was published.
 *
 * <p>What is published runs wherever DJL, PyTorch or ONNX Runtime runs, without Espalier. Opening
 * it parses JSON and tensors only: sizes are bounded before memory is taken, hashes are checked,
 * and no code of the archive runs.
 */
@NullMarked
package dev.espalier.zoo;

import org.jspecify.annotations.NullMarked;
