/// Why the query of a request is refused.
enum RequestQueryError: Error, Equatable {
    /// The query has too many bytes.
    case tooLong
    /// The query has more parameters than any route.
    case tooMany
    /// An invalid escape, or bytes that are not UTF-8.
    case notText
    /// A parameter with a single value that appears twice: two programs might read different values (CWE-235).
    case repeated(String)
    /// A value that the parameter does not accept.
    /// - Parameter accepted: the accepted values, in French.
    case invalid(String, accepted: String)

    /// The invalid parameter, if there is one.
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
