package dev.espalier.describe.stopping;

import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Identified;
import java.util.List;

/** Another rule, known by its name. */
record NamedStopping(String name, Stopping rule) implements Stopping, Identified {
  NamedStopping {
    Given.all("name", name, "rule", rule);
    Identified.requireName("Stopping.named", name);
  }

  @Override
  public Measure measure() {
    return rule.measure();
  }

  @Override
  public boolean stopsAfter(History history) {
    return rule.stopsAfter(history);
  }

  @Override
  public boolean keepsBest() {
    return rule.keepsBest();
  }

  @Override
  public boolean decides() {
    return rule.decides();
  }

  @Override
  public Object identity() {
    return List.of(name, rule.measure());
  }

  @Override
  public String toString() {
    return name;
  }
}
