package dev.espalier.describe.layer.merge;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Branch;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.layer.StepMask;
import dev.espalier.describe.layer.basic.Dense;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import java.util.List;
import java.util.Optional;

/**
 * The mean of its branches' values, {@code y = (a(x) + b(x) + ...) / count}.
 *
 * @param branches the branches, at least one, whose values have one shape
 */
public record Average(List<Branch> branches) implements Layer {
  /** Copies the list; refuses no branch, and names of branches that a formula could not hold. */
  public Average {
    Given.all("branches", branches);
    branches = Merging.require("average", branches);
  }

  @Override
  public String kind() {
    return "average";
  }

  @Override
  public Optional<StepMask> mask() {
    return Merging.mask(branches);
  }

  @Override
  public Average masked() {
    return new Average(branches.stream().map(Branch::masked).toList());
  }

  @Override
  public Dims outputOf(Dims in) {
    return Merging.same(this, in);
  }

  @Override
  public Formula formula(Dims in) {
    String sum = "(" + Merging.joined(branches, " + ") + ") / " + branches.size() + ".0";
    return Formula.of("average", Merging.names(branches), sum);
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    return Optional.of(
        List.of(OnnxNode.of("Mean", Merging.names(branches).toArray(String[]::new))));
  }

  @Override
  public String toString() {
    return Merging.text(kind(), branches);
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<Average> type() {
      return Average.class;
    }

    @Override
    public List<Example> examples() {
      NamedLayer wide = new NamedLayer("h", Dense.of(4), Activation.of(Activation.Kind.TANH));
      NamedLayer last = new NamedLayer("out", Dense.of(3), Activation.IDENTITY);
      return List.of(
          new Example(
              "average",
              Dims.of(3),
              new Average(
                  List.of(
                      new Branch("same", List.of()),
                      new Branch("deep", List.of(wide, last)),
                      new Branch("flat", List.of(last))))));
    }
  }
}
