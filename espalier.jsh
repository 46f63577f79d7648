import static dev.espalier.Espalier.*
import static dev.espalier.methods.Methods.*
import dev.espalier.data.*
import dev.espalier.models.*
import dev.espalier.zoo.*
System.out.println("Espalier is imported. Try: Datasets.digits()")
