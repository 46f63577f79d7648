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
import dev.espalier.describe.layer.image.Conv2d;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import java.util.List;
import java.util.Optional;

/**
 * Its branches' values one after the other along an axis: Inception (arXiv 1409.4842), DenseNet
 * (1608.06993), U-Net (1505.04597).
 *
 * @param axis which axis of a sample, from 0; from -1 backwards. 0 is that of an image's channels,
 *     -1 that of a step's values
 * @param branches the branches, at least one, whose values have one shape but for that axis
 */
public record Concat(int axis, List<Branch> branches) implements Layer {
  /** Copies the list; refuses no branch, and names of branches that a formula could not hold. */
  public Concat {
    Given.all("branches", branches);
    branches = Merging.require("concat", branches);
  }

  @Override
  public String kind() {
    return "concat";
  }

  @Override
  public Optional<StepMask> mask() {
    return axis == -1 ? Merging.mask(branches) : Optional.empty();
  }

  @Override
  public Concat masked() {
    return new Concat(axis, branches.stream().map(Branch::masked).toList());
  }

  @Override
  public Dims outputOf(Dims in) {
    List<Dims> all = Merging.outputs(this, in);
    Dims first = all.get(0);
    int at = place(first.rank());
    if (at < 0 || at >= first.rank()) {
      throw new MisfitException(
          "%s puts values together along axis %s, and branch %s gives %s"
              .formatted(this, axis, branches.get(0).name(), first),
          "an axis from 0 to " + (first.rank() - 1));
    }
    long[] sum = first.toArray();
    for (Dims dims : all.subList(1, all.size())) {
      boolean fits = dims.rank() == first.rank();
      for (int i = 0; fits && i < sum.length; i++) {
        fits = i == at || sum[i] == dims.size(i);
      }
      if (!fits) {
        throw new MisfitException(
            "the branches of %s give %s".formatted(this, Merging.shown(this, all)),
            "branches that give one shape but for axis " + at);
      }
      sum[at] = Math.addExact(sum[at], dims.size(at));
    }
    return Dims.of(sum);
  }

  @Override
  public Formula formula(Dims in) {
    return Formula.of(
        "concat",
        Merging.names(branches),
        "torch.cat([" + Merging.joined(branches, ", ") + "], " + batchAxis() + ")");
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    String[] names = Merging.names(branches).toArray(String[]::new);
    return Optional.of(List.of(OnnxNode.of("Concat", names).with("axis", (long) batchAxis())));
  }

  private int place(int rank) {
    return axis < 0 ? rank + axis : axis;
  }

  private int batchAxis() {
    return axis < 0 ? axis : axis + 1;
  }

  @Override
  public String toString() {
    return Merging.text("concat", branches);
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<Concat> type() {
      return Concat.class;
    }

    @Override
    public List<Example> examples() {
      NamedLayer conv = new NamedLayer("c", Conv2d.of(3, 1), Activation.of(Activation.Kind.TANH));
      NamedLayer out = new NamedLayer("out", Dense.of(4, d -> d.eachStep()), Activation.IDENTITY);
      Branch same = new Branch("same", List.of());
      return List.of(
          new Example(
              "concat of channels",
              Dims.of(2, 3, 3),
              new Concat(0, List.of(new Branch("conv", List.of(conv)), same))),
          new Example(
              "concat of values",
              Dims.of(2, 3),
              new Concat(-1, List.of(same, new Branch("wide", List.of(out))))));
    }
  }
}
