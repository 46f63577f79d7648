package dev.espalier.describe.layer.merge;

import com.google.auto.service.AutoService;
import dev.espalier.describe.Network;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Bounds;
import dev.espalier.describe.layer.Branch;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.layer.StepMask;
import dev.espalier.describe.layer.basic.Dense;
import dev.espalier.describe.layer.basic.Dropout;
import dev.espalier.describe.layer.image.Conv2d;
import dev.espalier.describe.layer.norm.BatchNorm;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A body and a shortcut around it, {@code y = body(x) + shortcut(x)} (arXiv 1512.03385).
 *
 * @param body the layers of the body, at least one
 * @param shortcut the layers of the shortcut; empty for the identity
 */
public record Residual(List<NamedLayer> body, List<NamedLayer> shortcut) implements Layer {

  /** Copies the lists; refuses an empty body, and what a {@link Network} refuses of its layers. */
  public Residual {
    Given.all("body", body, "shortcut", shortcut);
    body = List.copyOf(body);
    shortcut = List.copyOf(shortcut);
    if (body.isEmpty()) {
      throw new IllegalArgumentException(
          "residual: the body has no layer. Try residual(\"block\", b -> b.dense(32).relu()).");
    }
    Bounds.requireSize("residual", 1, Stream.concat(body.stream(), shortcut.stream()).toList());
  }

  @Override
  public String kind() {
    return "residual";
  }

  @Override
  public List<Branch> branches() {
    return List.of(new Branch("body", body), new Branch("shortcut", shortcut));
  }

  @Override
  public Optional<StepMask> mask() {
    return Merging.mask(branches());
  }

  @Override
  public Residual masked() {
    List<Branch> parts = branches().stream().map(Branch::masked).toList();
    return new Residual(parts.get(0).layers(), parts.get(1).layers());
  }

  @Override
  public Dims outputOf(Dims in) {
    Dims through = branches().get(0).outputOf(in);
    Dims around = branches().get(1).outputOf(in);
    if (!through.equals(around)) {
      throw new MisfitException(
          "the body of %s gives %s, its shortcut %s".formatted(this, through, around),
          "a shortcut that gives " + through + ", such as s -> s." + shortcutTo(through));
    }
    return through;
  }

  @Override
  public Formula formula(Dims in) {
    return Formula.of("residual", List.of("body", "shortcut"), "body + shortcut");
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    return Optional.of(List.of(OnnxNode.of("Add", "body", "shortcut")));
  }

  private static String shortcutTo(Dims dims) {
    return dims.rank() == 3
        ? "conv2d(" + dims.size(0) + ", 1)"
        : "dense(" + dims.size(dims.rank() - 1) + ")";
  }

  @Override
  public String toString() {
    return "residual(" + body.size() + (body.size() == 1 ? " layer)" : " layers)");
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<Residual> type() {
      return Residual.class;
    }

    @Override
    public List<Example> examples() {
      List<NamedLayer> body =
          List.of(
              new NamedLayer("c-1", Conv2d.of(3, 3, c -> c.same()), Activation.IDENTITY),
              new NamedLayer("norm", BatchNorm.standard(), Activation.of(Activation.Kind.TANH)),
              new NamedLayer("drop", new Dropout(0.3), Activation.IDENTITY));
      List<NamedLayer> shortcut =
          List.of(
              new NamedLayer("c-1", Conv2d.of(3, 1, c -> c.noBias()), Activation.IDENTITY),
              new NamedLayer("norm", BatchNorm.standard(), Activation.IDENTITY));
      NamedLayer in = new NamedLayer("in", Dense.of(3), new Activation(Activation.Kind.SINE, 3));
      NamedLayer out = new NamedLayer("out", Dense.of(4), Activation.IDENTITY);
      return List.of(
          new Example("residual", Dims.of(4), new Residual(List.of(in, out), List.of())),
          new Example("residual with a shortcut", Dims.of(2, 4, 4), new Residual(body, shortcut)));
    }
  }
}
