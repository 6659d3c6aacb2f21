/// Why the query of a request is not taken.
enum RequestQueryError: Error, Equatable {
    /// More bytes than are read.
    case tooLong
    /// More parameters than any route has.
    case tooMany
    /// An escape that is none, or bytes that are not UTF-8.
    case notText
    /// A parameter that has one value, and is there twice: two readers would take two values (CWE-235).
    case repeated(String)
    /// A value that the parameter does not take.
    /// - Parameter accepted: what it takes, in French.
    case invalid(String, accepted: String)

    /// The parameter that it is about, if it is about one.
    var parameter: String? {
        switch self {
        case .tooLong, .tooMany, .notText: nil
        case .repeated(let name), .invalid(let name, _): name
        }
    }

    /// For people, in French.
    var message: String {
        switch self {
        case .tooLong: "Les paramètres de l'adresse sont trop longs."
        case .tooMany: "L'adresse a trop de paramètres."
        case .notText: "Les paramètres de l'adresse ne sont pas du texte UTF-8 valide."
        case .repeated(let name): "Le paramètre «\u{a0}\(name)\u{a0}» est invalide (une seule valeur)."
        case .invalid(let name, let accepted): "Le paramètre «\u{a0}\(name)\u{a0}» est invalide (\(accepted))."
        }
    }
}

extension RequestQueryError: CustomStringConvertible {
    /// For the developer of the application.
    var description: String {
        switch self {
        case .tooLong: "the query is longer than \(RequestQuery.maximumBytes) bytes"
        case .tooMany: "the query has more than \(RequestQuery.maximumParameters) parameters"
        case .notText: "the query is not percent-encoded UTF-8"
        case .repeated(let name): "the parameter \(name) is there more than once"
        case .invalid(let name, _): "the parameter \(name) is not acceptable"
        }
    }
}
