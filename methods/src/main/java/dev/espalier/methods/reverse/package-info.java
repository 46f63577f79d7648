/**
 * Reverse feature propagation: labels are pushed back through a trained network, layer by layer,
 * and the part before a tap is trained towards what the tap should have given (arXiv 2506.07188).
 */
@NullMarked
package dev.espalier.methods.reverse;

import org.jspecify.annotations.NullMarked;
