package dev.espalier.methods.mgdl;

import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.HierarchyBuilder;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.basic.Dense;
import dev.espalier.describe.value.Initial;
import java.util.stream.IntStream;

/** A known curve, and three grades whose first values follow from an integer sequence. */
final class M1 {
  private M1() {}

  /** Gives {@code x = i / 200 + shift}, i from 0 to 199, and the curve there. */
  static DataSet curve(double shift) {
    double[] x = IntStream.range(0, 200).mapToDouble(i -> i / 200.0 + shift).toArray();
    double[][] inputs = new double[x.length][];
    double[] values = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      inputs[i] = new double[] {x[i]};
      values[i] =
          Math.sin(4 * Math.PI * x[i])
              + .5 * Math.sin(10 * Math.PI * x[i] + 1)
              + .25 * Math.sin(26 * Math.PI * x[i] + 2);
    }
    return Data.fromArrays("curve", inputs, values);
  }

  /** Gives grades of two hidden layers of 16. */
  static Hierarchy grades(int count, Activation.Kind activation) {
    return HierarchyBuilder.empty()
        .input(1)
        .grades(count, "h2", (grade, network) -> grade(grade, network, activation))
        .build("curve");
  }

  private static NetworkBuilder grade(int grade, NetworkBuilder network, Activation.Kind kind) {
    Sequence values = new Sequence(grade);
    int inputs = grade == 1 ? 1 : 16;
    return network
        .layer("h1", values.dense(inputs, 16))
        .activation(Activation.of(kind))
        .layer("h2", values.dense(16, 16))
        .activation(Activation.of(kind))
        .layer("output", values.dense(16, 1));
  }

  /** The numbers {@code s <- (1103515245 s + 12345) mod 2^31}, scaled to [-1, 1). */
  static final class Sequence {
    private long state;

    Sequence(int grade) {
      state = grade;
    }

    Dense dense(int inputs, int units) {
      Initial weight = values(units * inputs, inputs);
      return Dense.of(units, d -> d.weight(weight).bias(values(units, inputs)));
    }

    private Initial values(int count, int inputs) {
      double[] drawn = new double[count];
      for (int i = 0; i < count; i++) {
        state = (1103515245L * state + 12345) % (1L << 31);
        drawn[i] = (2.0 * state / (1L << 31) - 1) / Math.sqrt(inputs);
      }
      return Initial.values(drawn);
    }
  }
}
