package dev.espalier.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The README's samples, pasted into JShell line by line, which ends a statement at the first line
 * that is complete.
 */
final class ContractInJShellIT {
  /** What JShell on a terminal imports at its start. */
  private static final String DEFAULT_IMPORTS =
      """
      import java.io.*;
      import java.math.*;
      import java.net.*;
      import java.nio.file.*;
      import java.util.*;
      import java.util.concurrent.*;
      import java.util.function.*;
      import java.util.prefs.*;
      import java.util.regex.*;
      import java.util.stream.*;
      """;

  private final JShell shell =
      JShell.builder()
          .remoteVMOptions(
              "-Dai.djl.offline=true",
              "-Djava.awt.headless=true",
              "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
              "-Xmx1g")
          .build();

  @AfterEach
  void closeShell() {
    shell.close();
  }

  @Test
  void everySampleRunsAsPasted() {
    shell.addToClasspath(System.getProperty("java.class.path"));

    List<String> failures =
        Stream.concat(Stream.of(DEFAULT_IMPORTS), Readme.blocks().stream())
            .flatMap(block -> paste(block).stream())
            .toList();

    assertThat(failures).isEmpty();
    assertThat(shell.variables().map(Snippet::source)).hasSizeGreaterThan(3);
  }

  /** Gives what went wrong, with the statement that it went wrong in. */
  private List<String> paste(String block) {
    List<String> failures = new ArrayList<>();
    String pending = "";
    for (String line : block.lines().toList()) {
      pending = pending.isEmpty() ? line : pending + "\n" + line;
      CompletionInfo read = shell.sourceCodeAnalysis().analyzeCompletion(pending);
      while (read.completeness().isComplete()) {
        shell.eval(read.source()).stream().flatMap(this::failure).forEach(failures::add);
        pending = read.remaining();
        if (pending.isBlank()) {
          break;
        }
        read = shell.sourceCodeAnalysis().analyzeCompletion(pending);
      }
      if (read.completeness() == SourceCodeAnalysis.Completeness.UNKNOWN) {
        pending = "";
      }
    }
    if (!pending.isBlank()) {
      failures.add("unfinished: " + pending);
    }
    return failures;
  }

  private Stream<String> failure(SnippetEvent event) {
    String source = event.snippet().source();
    if (event.status() != Snippet.Status.VALID) {
      return Stream.concat(
          Stream.of(event.status() + ": " + source),
          shell.diagnostics(event.snippet()).map(each -> each.getMessage(null)));
    }
    return event.exception() == null
        ? Stream.empty()
        : Stream.of(event.exception() + ": " + source);
  }
}
