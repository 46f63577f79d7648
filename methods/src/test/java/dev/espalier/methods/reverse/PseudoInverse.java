package dev.espalier.methods.reverse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/** What an affine layer's reversal should give, by another library's singular values. */
final class PseudoInverse {
  private PseudoInverse() {}

  /** Gives {@code x0 + A^+ (y - f(x0))}, singular values up to a part of the largest left out. */
  static NDArray reversed(Reversing net, NDArray x0, NDArray y, double tolerance) {
    int inputs = (int) net.network.input().count();
    int outputs = (int) net.network.output().count();
    NDArray unit = net.manager.eye(inputs, inputs, 0, DataType.FLOAT64);
    NDArray there = net.forward(unit.reshape(new Shape(net.network.input().withBatch(inputs))));
    NDArray none = net.forward(there.getManager().zeros(x0.getShape(), DataType.FLOAT64));
    double[] matrix = there.sub(none.get("0:1")).toDoubleArray();
    RealMatrix transposed = MatrixUtils.createRealMatrix(inputs, outputs);
    for (int i = 0; i < matrix.length; i++) {
      transposed.setEntry(i / outputs, i % outputs, matrix[i]);
    }
    double[] missing = y.sub(net.forward(x0)).toDoubleArray();
    double[] start = x0.toDoubleArray();
    for (int row = 0; row < x0.size(0); row++) {
      double[] r = new double[outputs];
      System.arraycopy(missing, row * outputs, r, 0, outputs);
      double[] d = solve(transposed.transpose(), r, tolerance);
      for (int i = 0; i < inputs; i++) {
        start[row * inputs + i] += d[i];
      }
    }
    return net.manager.create(start, x0.getShape());
  }

  private static double[] solve(RealMatrix matrix, double[] r, double tolerance) {
    if (matrix.getNorm() == 0) {
      return new double[matrix.getColumnDimension()];
    }
    SingularValueDecomposition svd = new SingularValueDecomposition(matrix);
    double[] values = svd.getSingularValues();
    double[] inner = svd.getUT().operate(r);
    for (int i = 0; i < values.length; i++) {
      inner[i] = values[i] > tolerance * values[0] ? inner[i] / values[i] : 0;
    }
    return svd.getV().operate(inner);
  }
}
