package dev.espalier.describe.likeness.relation;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Compared;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.likeness.Shapes;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.ParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Contrastive representation, "CRD" (arXiv 1910.10699): minus the sum of the logarithms of how well
 * a sample's own pair of embeddings is told from pairs with others, {@code h = e / (e + k / n)},
 * {@code e = exp(<x, y> / T) / Z}, of k others of the n samples that are trained on; in both
 * directions, the mean over the batch. Embeddings are learned affine maps of length 1; the others'
 * come from a memory of the embeddings that were seen, moved half-way at each step. Z is found with
 * the first batch and stays.
 *
 * @param size the embeddings' numbers, from 1 to 4096; the default is 128
 * @param others k, from 1 to 65536; the default is 1024
 * @param temperature T, from .001 to 1000; the default is .07
 */
@AutoService(Likeness.class)
public record ContrastiveRepresentation(int size, int others, double temperature)
    implements Likeness {
  /** Refuses settings out of their range. */
  public ContrastiveRepresentation {
    Shapes.requireWithin("size", size, 1, 4096);
    Shapes.requireWithin("others", others, 1, 65536);
    Shapes.requireWithin("temperature", temperature, .001, 1000);
  }

  /** Takes 128 numbers, 1024 others and the temperature .07. */
  public ContrastiveRepresentation() {
    this(128, 1024, .07);
  }

  @Override
  public String name() {
    return "contrastive representation";
  }

  /** Compares samples with samples, so both may have any shape. */
  @Override
  public boolean compares(Dims learner, Dims guide) {
    return true;
  }

  /** Gives the maps, the memories {@code (rows, size)}, and each direction's Z, -1 at first. */
  @Override
  public List<ParameterSpec> parametersFor(Compared values) {
    Initial small = Initial.uniform(1 / Math.sqrt(size / 3.0));
    Dims memory = Dims.of(values.rows(), size);
    List<ParameterSpec> all = new ArrayList<>();
    map("learner", values.first().count(), all);
    map("guide", values.wanted().count(), all);
    all.add(ParameterSpec.statistic("learner_memory", memory, small));
    all.add(ParameterSpec.statistic("guide_memory", memory, small));
    all.add(ParameterSpec.statistic("learner_scale", Dims.of(1), Initial.constant(-1)));
    all.add(ParameterSpec.statistic("guide_scale", Dims.of(1), Initial.constant(-1)));
    return all;
  }

  private void map(String side, long from, List<ParameterSpec> all) {
    all.add(
        ParameterSpec.trained(side + "_weight", Dims.of(size, from), from, size, Initial.fanIn()));
    all.add(ParameterSpec.trained(side + "_bias", Dims.of(size), from, size, Initial.fanIn()));
  }

  @Override
  public int noise() {
    return others;
  }

  @Override
  public Optional<Formula> formula() {
    return Optional.of(
        Likeness.formula(
            name(),
            """
            p = torch.linear(torch.flatten(learner, 1), learner_weight, learner_bias)
            t = torch.linear(torch.flatten(guide, 1), guide_weight, guide_bias)
            p = p / torch.clamp(torch.norm(p, 2., [1], True), 1e-12)
            t = t / torch.clamp(torch.norm(t, 2., [1], True), 1e-12)
            n = learner_memory.size(0)
            own = torch.unsqueeze(rows, 1)
            drawn = torch.clamp(torch.to(torch.floor(noise * float(n - 1)), torch.int64), 0, max(n - 2, 0))
            places = torch.cat([own, torch.remainder(own + 1 + drawn, n)], 1)
            a = torch.gather(torch.mm(p, torch.t(guide_memory)), 1, places)
            b = torch.gather(torch.mm(t, torch.t(learner_memory)), 1, places)
            a = torch.exp(a / %s)
            b = torch.exp(b / %s)
            scale_a = torch.where(torch.gt(learner_scale, 0.), learner_scale, torch.detach(torch.mean(a)) * float(n))
            scale_b = torch.where(torch.gt(guide_scale, 0.), guide_scale, torch.detach(torch.mean(b)) * float(n))
            a = a / scale_a
            b = b / scale_b
            k = noise.size(1)
            share = float(k) / float(n)
            x = torch.narrow(a, 1, 0, 1)
            y = torch.narrow(b, 1, 0, 1)
            found = torch.sum(torch.log(x / (x + share + 1e-7))) + torch.sum(torch.log(y / (y + share + 1e-7)))
            x = torch.narrow(a, 1, 1, k)
            y = torch.narrow(b, 1, 1, k)
            found = found + torch.sum(torch.log(share / (x + share + 1e-7))) + torch.sum(torch.log(share / (y + share + 1e-7)))
            x = (torch.index_select(learner_memory, 0, rows) + torch.detach(p)) / 2.
            y = (torch.index_select(guide_memory, 0, rows) + torch.detach(t)) / 2.
            x = torch.index_copy(learner_memory, 0, rows, x / torch.clamp(torch.norm(x, 2., [1], True), 1e-12))
            y = torch.index_copy(guide_memory, 0, rows, y / torch.clamp(torch.norm(y, 2., [1], True), 1e-12))
            return -found / float(p.size(0)), x, y, scale_a, scale_b
            """
                .formatted(temperature, temperature),
            ROWS,
            NOISE,
            "learner_weight",
            "learner_bias",
            "guide_weight",
            "guide_bias",
            "learner_memory",
            "guide_memory",
            "learner_scale",
            "guide_scale"));
  }

  @Override
  public String toString() {
    return "contrastive representation of %s numbers among %s at %s"
        .formatted(size, others, temperature);
  }
}
