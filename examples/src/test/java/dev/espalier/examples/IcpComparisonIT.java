package dev.espalier.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IcpComparisonIT {

  @Test
  void comparesOnOneSeedAndRepeatsNothing(@TempDir Path folder) throws IOException {
    String[] arguments = {
      "settings=digits-100", "seeds=1", "methods=alone,icp,byot", "results=" + folder
    };

    String table = IcpComparison.run(arguments);
    String lines = Files.readString(folder.resolve("icp.csv"));
    String again = IcpComparison.run(arguments);

    assertThat(table)
        .contains(
            "| digits-100 | alone | 1 | 40 |",
            "| digits-100 | icp | 1 | 40 |",
            "| digits-100 | byot | 1 | 40 |");
    assertThat(again).isEqualTo(table);
    assertThat(Files.readString(folder.resolve("icp.csv"))).isEqualTo(lines);
    assertThat(lines.lines().skip(1))
        .allSatisfy(
            line -> assertThat(Double.parseDouble(line.split(",", -1)[3])).isGreaterThan(.8));
  }
}
