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
import dev.espalier.describe.layer.basic.Reshape;
import dev.espalier.describe.layer.image.GlobalPool;
import dev.espalier.describe.layer.image.Pool;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The product of its branches' values, {@code y = a(x) * b(x) * ...}, as gates multiply.
 *
 * @param branches the branches, at least one, whose values have one shape; a size of 1 goes with
 *     any, as a gate a channel with its pixels
 */
public record Product(List<Branch> branches) implements Layer {
  /** Copies the list; refuses no branch, and names of branches that a formula could not hold. */
  public Product {
    Given.all("branches", branches);
    branches = Merging.require("multiply", branches);
  }

  @Override
  public String kind() {
    return "multiply";
  }

  @Override
  public Optional<StepMask> mask() {
    return Merging.mask(branches);
  }

  @Override
  public Product masked() {
    return new Product(branches.stream().map(Branch::masked).toList());
  }

  @Override
  public Dims outputOf(Dims in) {
    return Merging.broadcast(this, in);
  }

  @Override
  public Formula formula(Dims in) {
    return Formula.of("multiply", Merging.names(branches), Merging.joined(branches, " * "));
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    List<OnnxNode> nodes = new ArrayList<>();
    String product = branches.get(0).name();
    for (Branch branch : branches.subList(1, branches.size())) {
      nodes.add(OnnxNode.of("Mul", product, branch.name()).as("times-" + branch.name()));
      product = "times-" + branch.name();
    }
    return nodes.isEmpty()
        ? Optional.of(List.of(OnnxNode.of("Identity", product)))
        : Optional.of(nodes);
  }

  @Override
  public String toString() {
    return Merging.text(kind(), branches);
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<Product> type() {
      return Product.class;
    }

    @Override
    public List<Example> examples() {
      NamedLayer wide = new NamedLayer("h", Dense.of(4), Activation.of(Activation.Kind.TANH));
      NamedLayer last = new NamedLayer("out", Dense.of(3), Activation.IDENTITY);
      NamedLayer mean =
          new NamedLayer("mean", new GlobalPool(Pool.Kind.AVERAGE), Activation.IDENTITY);
      NamedLayer single =
          new NamedLayer(
              "single", new Reshape(Dims.of(2, 1, 1)), Activation.of(Activation.Kind.SIGMOID));
      return List.of(
          new Example(
              "gate by channel",
              Dims.of(2, 3, 3),
              new Product(
                  List.of(
                      new Branch("same", List.of()), new Branch("gate", List.of(mean, single))))),
          new Example(
              "multiply",
              Dims.of(3),
              new Product(
                  List.of(
                      new Branch("same", List.of()),
                      new Branch("deep", List.of(wide, last)),
                      new Branch("flat", List.of(last))))));
    }
  }
}
