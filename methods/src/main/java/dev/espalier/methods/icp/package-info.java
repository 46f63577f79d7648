/**
 * Self-distillation by iterative constructive perturbations (arXiv 2505.14751): a network learns
 * from its own features on an input that was made easier for it.
 */
@NullMarked
package dev.espalier.methods.icp;

import org.jspecify.annotations.NullMarked;
