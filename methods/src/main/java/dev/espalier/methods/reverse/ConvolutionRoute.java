package dev.espalier.methods.reverse;

/** How the equations of a convolution are solved; every route finds the same nearest solution. */
public enum ConvolutionRoute {
  /** By the size of the convolution: its matrix while that is small, else frequencies or steps. */
  BY_SIZE,
  /** By Cholesky on the normal equations of the convolution's matrix, factored once. */
  MATRIX,
  /** By conjugate gradients on the normal equations, without a matrix. */
  CONJUGATE_GRADIENTS,
  /**
   * By conjugate gradients guided by the solution on a ring, a small system for each frequency of
   * the fast Fourier transform; the steps correct the boundary. For stride 1 and no more outputs
   * than inputs: others take {@link #CONJUGATE_GRADIENTS}.
   */
  FREQUENCIES
}
