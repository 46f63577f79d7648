package dev.espalier.methods;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.network;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.Network;
import dev.espalier.describe.value.Dims;
import dev.espalier.train.engine.Outcome;
import dev.espalier.train.engine.TrainingEngine;
import dev.espalier.train.plan.MethodRegistry;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.recipe.RecipeBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A method from a jar of its own, which Espalier has never heard of. */
class ThirdPartyMethodIT {
  private static final String SOURCE =
      """
      package org.example;

      import dev.espalier.check.CheckedHierarchy;
      import dev.espalier.train.plan.*;
      import java.util.List;

      public final class Twice implements TrainingMethod {
        public String name() {
          return "twice";
        }

        public Plan plan(CheckedHierarchy hierarchy) {
          var network = hierarchy.networks().get(0);
          var term = List.of(Term.task(network.description().outputTap()));
          var part = Part.whole(network.name());
          return new Plan(
              name(),
              hierarchy.name(),
              List.of(GradientStage.of("first", part, term), GradientStage.of("again", part, term)),
              Readout.of(network.name()));
        }
      }
      """;

  @Test
  void trainsByItsNameAlone(@TempDir Path folder) throws IOException {
    Path jar = jar(folder);
    Network line = network("line", n -> n.input(1).output(1));
    DataSet data =
        DataSet.of(
            "line",
            Rows.of(new float[] {0, 1, 2, 3}, Dims.of(1)),
            Rows.of(new float[] {1, 3, 5, 7}, Dims.of(1)),
            Targets.values(1));
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();

    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      try (Outcome outcome =
          TrainingEngine.train(
              check(line),
              MethodRegistry.named("twice"),
              RecipeBuilder.empty().regress(data).sgd(0.05).epochs(200).quiet().build())) {
        assertThat(outcome.log().stages()).extracting(stage -> stage.name()).contains("again");
        assertThat(outcome.result().metric("mse")).isLessThan(0.01);
      }
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void listsTheMethodsThatThereAre() {
    assertThat(MethodRegistry.all().keySet()).contains("supervised", "sal");
    assertThatThrownBy(() -> MethodRegistry.named("nowhere"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("no method 'nowhere' was found")
        .hasMessageContaining("supervised");
  }

  private static Path jar(Path folder) throws IOException {
    Path source = folder.resolve("Twice.java");
    Files.writeString(source, SOURCE);
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    int result =
        compiler.run(
            null,
            OutputStream.nullOutputStream(),
            System.err,
            "-proc:none",
            "-cp",
            System.getProperty("java.class.path"),
            "-d",
            folder.toString(),
            source.toString());
    assertThat(result).isZero();
    Path jar = folder.resolve("twice.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("org/example/Twice.class"));
      out.write(Files.readAllBytes(folder.resolve("org/example/Twice.class")));
      out.putNextEntry(new JarEntry("META-INF/services/dev.espalier.train.plan.TrainingMethod"));
      out.write("org.example.Twice\n".getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }
}
