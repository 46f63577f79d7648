/** Self-distillation by heads on inner layers ("be your own teacher", arXiv 1905.08094). */
@NullMarked
package dev.espalier.methods.byot;

import org.jspecify.annotations.NullMarked;
