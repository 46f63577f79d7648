package org.example;

import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.ParameterSpec;
import java.util.List;

/** A number for every value, which it is multiplied by. */
public record Scale() implements Layer {
  public String kind() {
    return "scale";
  }

  public Dims outputOf(Dims in) {
    return in;
  }

  public List<ParameterSpec> parametersFor(Dims in) {
    return List.of(ParameterSpec.trained("factor", in, 1, 1, Initial.ones()));
  }

  public Formula formula(Dims in) {
    return Formula.of("scale", List.of("x", "factor"), "x * factor");
  }

  /** Makes it known. */
  public static final class Entry implements Layer.Entry {
    public Class<Scale> type() {
      return Scale.class;
    }

    public List<Example> examples() {
      return List.of(new Example("scale", Dims.of(2, 3), new Scale()));
    }
  }
}
