package dev.espalier.compile.formula;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Branch;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.layer.basic.Dense;
import dev.espalier.describe.layer.merge.Merging;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Identified;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Branches put together by a line of TorchScript over their names; {@code Espalier.join(...)} makes
 * one.
 *
 * <pre>{@code
 * branches("gated", join("gate", "value * torch.sigmoid(gate)"), b -> b
 *     .branch("value", x -> x.dense(8))
 *     .branch("gate", x -> x.dense(8)))
 * }</pre>
 *
 * @param name what errors call it
 * @param text what it computes from the branches' values
 * @param branches the branches, at least one
 */
public record ScriptJoin(String name, String text, List<Branch> branches) implements Layer {
  /** Copies the list; refuses a text that is no formula of the branches' names. */
  public ScriptJoin {
    Given.all("name", name, "text", text, "branches", branches);
    Identified.requireName("join", name);
    branches = Merging.require("join '" + name + "'", branches);
    Formula.of(name, Merging.names(branches), text);
  }

  @Override
  public String kind() {
    return "join";
  }

  @Override
  public Dims outputOf(Dims in) {
    // Tried as a layer whose input holds the branches' values side by side.
    StringBuilder lines = new StringBuilder();
    long from = 0;
    List<Dims> outputs = Merging.outputs(this, in);
    for (int i = 0; i < outputs.size(); i++) {
      Dims dims = outputs.get(i);
      String axes = dims.sizes().stream().map(size -> ", " + size).collect(Collectors.joining());
      lines.append(
          "%s = torch.reshape(torch.narrow(x, 1, %s, %s), [x.size(0)%s])\n"
              .formatted(branches.get(i).name(), from, dims.count(), axes));
      from += dims.count();
    }
    boolean alone = !text.contains("return ");
    return ScriptLayer.of(name, lines + (alone ? "return " : "") + text, p -> p)
        .outputOf(Dims.of(from));
  }

  @Override
  public Formula formula(Dims in) {
    return Formula.of(name, Merging.names(branches), text);
  }

  @Override
  public String toString() {
    return "join '" + name + "'";
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<ScriptJoin> type() {
      return ScriptJoin.class;
    }

    @Override
    public List<Example> examples() {
      NamedLayer wide = new NamedLayer("h", Dense.of(4), Activation.of(Activation.Kind.TANH));
      return List.of(
          new Example(
              "gated join",
              Dims.of(4),
              new ScriptJoin(
                  "gate",
                  "value * torch.sigmoid(gate)",
                  List.of(new Branch("value", List.of()), new Branch("gate", List.of(wide))))));
    }
  }
}
